package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.store.RecordingStore.Seal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The chain of hashes over a camera's files of one role, in the order in which they were closed. */
final class SegmentSeals {

    private static final int HASH_BYTES = 32;

    private SegmentSeals() {}

    static void seal(Connection connection, SegmentId id, byte[] sha256) throws SQLException {
        long number = 1;
        byte[] previous = new byte[HASH_BYTES];
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pg_advisory_xact_lock(hashtextextended(camera_id::text || role, 0))
                FROM recording_segments WHERE id = ?
                """)) {
            RecordingRows.set(statement, id.value());
            statement.execute();
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT last.seal_number, last.chain FROM recording_segments AS segment JOIN recording_segments AS last
                    USING (camera_id, role)
                WHERE segment.id = ? AND last.seal_number IS NOT NULL ORDER BY last.seal_number DESC LIMIT 1
                """)) {
            RecordingRows.set(statement, id.value());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    number = row.getLong(1) + 1;
                    previous = row.getBytes(2);
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE recording_segments SET seal_number = ?, sha256 = ?, previous = ?, chain = ?
                WHERE id = ? AND seal_number IS NULL
                """)) {
            RecordingRows.set(statement, number, sha256, previous, chain(previous, sha256), id.value());
            statement.executeUpdate();
        }
    }

    private static byte[] chain(byte[] previous, byte[] sha256) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous);
            return digest.digest(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static Optional<Seal> of(Connection connection, SegmentId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT seal_number, sha256, previous, chain FROM recording_segments
                WHERE id = ? AND seal_number IS NOT NULL
                """)) {
            RecordingRows.set(statement, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Seal(row.getLong(1), row.getBytes(2), row.getBytes(3), row.getBytes(4)))
                        : Optional.empty();
            }
        }
    }
}
