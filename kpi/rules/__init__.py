"""What the figures are: values in, values out."""
