package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.rule.SettingStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Settings in the database; nothing is kept in memory. */
@Component(service = SettingStore.class, immediate = true)
public final class PostgresSettingStore implements SettingStore {

    private final Database database;

    @Activate
    public PostgresSettingStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public Map<String, String> settings(String part) {
        return database.transact(connection -> {
            Map<String, String> settings = new TreeMap<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT name, value FROM settings WHERE part = ?")) {
                statement.setString(1, part);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        settings.put(row.getString("name"), row.getString("value"));
                    }
                }
            }
            return settings;
        });
    }

    @Override
    public void replace(String part, Map<String, String> settings) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM settings WHERE part = ?")) {
                statement.setString(1, part);
                statement.executeUpdate();
            }
            // Two that do so at one time: the second waits for the first's rows, and takes their place.
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO settings (part, name, value) VALUES (?, ?, ?)"
                            + " ON CONFLICT (part, name) DO UPDATE SET value = EXCLUDED.value")) {
                for (Map.Entry<String, String> setting : settings.entrySet()) {
                    statement.setString(1, part);
                    statement.setString(2, setting.getKey());
                    statement.setString(3, setting.getValue());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            return null;
        });
    }
}
