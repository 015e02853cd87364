package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code vms:user-add}. */
@Service
@Command(scope = "vms", name = "user-add", description = "Adds an account; asks for its first password")
public class UserAdd implements Action {

    @Reference
    private UserAdministration users;

    @Reference
    private Session session;

    @Argument(name = "username", description = "Name of the account", required = true)
    private String username = "";

    @Option(name = "--role", description = "ADMIN, OPERATOR or VIEWER")
    private Role role = Role.VIEWER;

    @Option(name = "--password-stdin", description = "Read the password from standard input")
    private boolean passwordFromStandardInput;

    @Override
    public Object execute() throws IOException {
        String password = Passwords.read(session, "First password of " + username + ": ", passwordFromStandardInput);
        users.add(Actor.CONSOLE, username, password, role, Grants.NONE);
        System.out.println("Added " + username + " as " + role + "; the password is to be changed at the first login");
        return null;
    }
}
