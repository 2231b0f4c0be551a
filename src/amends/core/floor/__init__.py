"""The open floor: who may be shown at once, what is held and why, who has been heard, and who still waits.

Nothing here is ever dropped in silence, and nobody is held or refused for what they think or how hotly they say it.
"""
