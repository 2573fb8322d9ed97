"""普查任务: who goes where, what came back."""
