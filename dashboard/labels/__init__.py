"""All words of the interface: texts.tsv (key → text) and vocab.tsv (vocabulary value → label), a column a language."""
