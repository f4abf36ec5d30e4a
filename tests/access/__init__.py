"""Who gets which answer from every address: the addresses, what they are about in every state, and who asks."""
