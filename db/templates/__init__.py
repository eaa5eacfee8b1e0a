"""What an office asks of every item, as tables: slots.tsv (template, slot, source), leaders.tsv (posts that lead)."""
