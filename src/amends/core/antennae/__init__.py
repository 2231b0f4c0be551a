"""Hear: does a post concern you, does it object, who speaks, and is it more than your ordinary week?"""
