"""Reports: one small file per kind under `kinds`, one document model, two printed forms, a code behind every number."""
