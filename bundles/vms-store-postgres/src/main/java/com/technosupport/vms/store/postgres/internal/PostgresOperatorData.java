package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.store.OperatorData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes backups; they are taken in by {@link Database} before anybody else reads it. */
@Component(service = OperatorData.class, immediate = true)
public final class PostgresOperatorData implements OperatorData {

    private final Database database;

    @Activate
    public PostgresOperatorData(@Reference Database database) {
        this.database = database;
    }

    @Override
    public void export(Path directory) throws IOException {
        try {
            database.transact(connection -> {
                try {
                    Backup.export(connection, directory);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
