"""What every workbook we write shares: colours, fonts, formats, and writing that never makes a formula or a link."""
