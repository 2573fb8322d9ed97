"""The county's tables as its people export them: title rows, aliases, mixed spellings, totals, split sheets."""
