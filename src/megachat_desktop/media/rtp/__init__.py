"""The sans-IO half of the media engine: packets and ``now`` in, frozen effects out."""
