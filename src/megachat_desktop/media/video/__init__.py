"""Pictures of a call: cameras and their stand-ins, encoders, decoders, and the threads between."""
