"""Model in the loop: who is registered when, by the simulator; nothing is sent."""
