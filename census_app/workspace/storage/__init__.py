"""What a workspace keeps, how much room it takes, and its backup."""
