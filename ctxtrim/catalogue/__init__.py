"""What rarely belongs in a build context?"""
