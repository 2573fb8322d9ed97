"""What every layer stands on: errors, jobs, durable files, canonical text, weeks, the database engine."""
