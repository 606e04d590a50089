"""The media plane: who makes senders and receivers. Sockets are one; virtual time has another."""
