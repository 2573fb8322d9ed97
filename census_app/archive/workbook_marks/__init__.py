"""What people leave in workbooks beside values: colours, comments, formulas, merged cells."""
