"""Slack: what a message says, and its transport; nothing here decides whether to send one."""
