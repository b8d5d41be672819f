"""The parts of the main window: lists, panes and the sheets over them."""
