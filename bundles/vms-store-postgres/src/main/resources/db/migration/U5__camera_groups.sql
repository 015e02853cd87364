-- Takes back V5. All groups are lost, and what was granted by them.
COMMENT ON TABLE user_cameras IS 'Which cameras an account may see. Administrators see all.';
DROP VIEW granted_cameras;
DROP TABLE user_groups;
DROP TABLE camera_group_members;
DROP TABLE camera_groups;
