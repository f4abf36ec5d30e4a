"""The frame of hocTap: settings, addresses, and the ground (`lib`) that every app stands on."""
