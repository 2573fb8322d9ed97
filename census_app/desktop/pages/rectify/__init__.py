"""整改闭环: what came back, who decides about it, what is late, and what goes into the marketing system."""
