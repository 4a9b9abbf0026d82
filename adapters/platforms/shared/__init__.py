"""What every platform adapter needs once: a careful HTTP client, the loop, set differences, what it says of itself."""
