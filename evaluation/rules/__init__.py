"""How right the machine is, counted: values in, values out."""
