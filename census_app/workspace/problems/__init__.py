"""Problems and their life: identity, states, acts, what people see of them."""
