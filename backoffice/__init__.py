"""Wires the apps together: settings, addresses, commands, the pipeline, roles."""
