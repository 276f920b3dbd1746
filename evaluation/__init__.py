"""How good the machine is, measured."""
