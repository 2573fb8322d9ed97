"""The experience library: what people learned about problems, written down once and found again.

An entry is a question, an answer or a typical case, tied to rules and to fields of the dictionary. Entries are
acts (`experience.*`), laid over the entries that ship with the program; nothing is ever lost by an edit.
"""
