package com.technosupport.vms.api.security;

/** What an account may do; each role may do what those after it may. */
public enum Role {
    /** Everything. */
    ADMIN,
    /** Watches, moves cameras, handles alarms, of the cameras granted. */
    OPERATOR,
    /** Watches the cameras granted. */
    VIEWER;

    public boolean includes(Role other) {
        return compareTo(other) <= 0;
    }
}
