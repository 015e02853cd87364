package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** What the database's errors mean, by SQLSTATE (PostgreSQL's documentation, appendix A). */
final class Problems {

    static final String UNIQUE_VIOLATION = "23505";
    static final String FOREIGN_KEY_VIOLATION = "23503";

    private Problems() {}

    /** Whether the same call may succeed later, without anybody changing it. */
    static boolean unavailable(SQLException e) {
        String state = state(e);
        return e instanceof SQLTransientConnectionException
                // Connection lost, not made, or broken off; invalid authorization; no such database.
                || state.startsWith("08")
                || state.startsWith("28")
                || state.equals("3D000")
                // Out of disk, memory or connections; stopped, stopping or starting; internal error; a standby.
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.startsWith("58")
                || state.equals("25006")
                // Gave way to another transaction, or waited for it too long.
                || state.startsWith("40")
                || state.equals("55P03")
                || state.equals("57014");
    }

    /** The failure of a call, for its caller. */
    static VmsException of(SQLException e) {
        if (unavailable(e)) {
            return new VmsException(
                    ErrorCode.STORE_UNAVAILABLE,
                    state(e).equals("53100") ? "The database's disk is full" : "The database does not answer",
                    e);
        }
        String state = state(e);
        if (state.equals("22021") || state.equals("22P05")) {
            return new VmsException(ErrorCode.INVALID_REQUEST, "A text holds a character that cannot be stored", e);
        }
        return new VmsException(ErrorCode.INTERNAL, "The database refuses a statement (" + state + ")", e);
    }

    /**
     * Why no work can be done, for the operator.
     *
     * @param where the server and its database
     */
    static String sentence(SQLException e, String where) {
        String state = state(e);
        if (state.equals("28P01") || state.equals("28000") || state.equals("08004")) {
            return "The database at " + where + " refuses the login: check its user and password";
        }
        return switch (state) {
            case "3D000" -> "There is no such database at " + where;
            case "08001", "08003", "08006", "08007" -> "The database at " + where + " cannot be reached";
            case "57P03" -> "The database at " + where + " is starting";
            case "53300" -> "The database at " + where + " has no free connection";
            case "53100" -> "The disk of the database at " + where + " is full";
            case "42501" -> "The user of the database at " + where + " lacks rights: it must own the database";
            case "25006" -> "The database at " + where + " can only be read: it is a standby";
            default -> "The database at " + where + " fails (" + (state.isEmpty() ? "no code" : state) + ")";
        };
    }

    static String state(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    static boolean is(SQLException e, String state) {
        return state.equals(e.getSQLState());
    }
}
