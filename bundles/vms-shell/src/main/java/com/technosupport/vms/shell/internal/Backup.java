package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.OperatorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vms:backup-data}: the part of a backup that only the running server can write; {@code bin/vms backup} does the rest. */
@Service
@Command(scope = "vms", name = "backup-data", description = "Writes the operators' data into a new directory")
public class Backup implements Action {

    @Reference
    private OperatorData data;

    @Reference
    private AuditLog audit;

    @Argument(name = "directory", description = "A directory that does not exist yet", required = true)
    private String directory = "";

    @Override
    public Object execute() throws IOException {
        Path target = Path.of(directory);
        if (!target.isAbsolute()) {
            throw new IllegalArgumentException("An absolute path is needed: the server's own directory is elsewhere");
        }
        Files.createDirectory(
                target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        data.export(target);
        audit.append(new AuditLog.Entry(Instant.now(), "console", "backup", "", "", ""));
        return null;
    }
}
