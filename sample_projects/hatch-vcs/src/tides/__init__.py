"""When is high water?"""
