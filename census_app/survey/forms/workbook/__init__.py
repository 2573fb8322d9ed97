"""The survey workbook: 任务单, 台区批量, 普查表, and a hidden sheet of long drop-downs."""
