"""What only the sandbox has: the hand that sets up the world, plays its people, and reads what truly happened."""
