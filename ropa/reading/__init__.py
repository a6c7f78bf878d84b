"""Reading a policy: from its text to proposals with their quotes, which a person confirms."""
