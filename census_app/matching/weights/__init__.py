"""Weights of agreement levels: the model, fitting it to known pairs, adapting it to a source without any."""
