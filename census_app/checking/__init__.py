"""From a snapshot and a resolved pack to verdicts and findings: plan, one scan per table, explain."""
