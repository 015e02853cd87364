package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.UserAdministration;
import com.technosupport.vms.api.security.UserAdministration.User;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code vms:user-passwd}. */
@Service
@Command(
        scope = "vms",
        name = "user-passwd",
        description = "Gives an account a new password, to be changed at its next login")
public class UserPassword implements Action {

    @Reference
    private UserAdministration users;

    @Reference
    private Session session;

    @Argument(name = "username", description = "Name of the account", required = true)
    private String username = "";

    @Option(name = "--password-stdin", description = "Read the password from standard input")
    private boolean passwordFromStandardInput;

    @Override
    public Object execute() throws IOException {
        User user = users.users().stream()
                .filter(known -> known.username().equalsIgnoreCase(username))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No account " + username));
        String password = Passwords.read(session, "New password of " + username + ": ", passwordFromStandardInput);
        users.setPassword(Actor.CONSOLE, user.id(), password);
        System.out.println("Changed; " + user.username() + " must choose another at the next login");
        return null;
    }
}
