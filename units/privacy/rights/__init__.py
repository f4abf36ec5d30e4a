"""What people may ask of the data kept about them: found in every register, taken out, restricted."""
