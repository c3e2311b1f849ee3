"""Pivot Customer Health: which customers are about to leave, and why."""
