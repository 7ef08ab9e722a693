"""What happens later: accepted requests are carried out, durably, by the engines."""
