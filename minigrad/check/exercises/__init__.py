"""The exercises, a module for each topic: `EXERCISES` in the order in which they are met."""
