"""Inputs that nobody would write: texts made to hurt, and fuzzing that follows the code's branches."""
