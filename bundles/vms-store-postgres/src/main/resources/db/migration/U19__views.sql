-- Takes back V19. All views, tours and preferences are lost.
DROP TABLE user_preferences;
DROP TABLE views;
