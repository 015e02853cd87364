package com.technosupport.vms.security.internal.vault;

import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.security.internal.DataDirectory;
import com.technosupport.vms.security.internal.SecurityConfig;
import com.technosupport.vms.security.internal.vault.KeyFile.UnusableKeyException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vault on a key file. Needs neither database nor any other service, for the last-known copy of the cameras must open
 * without them.
 *
 * <p>With a key file that cannot be used the service is there all the same, so that the container starts and can tell why:
 * each call fails with {@link ErrorCode#INTERNAL} and the reason, which is also the health check's. Each call tries the file
 * again, so that a restored one is taken up without a restart.
 */
@Component(
        service = {CredentialVault.class, HealthCheck.class},
        immediate = true,
        configurationPid = SecurityConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class KeyVault implements CredentialVault, HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(KeyVault.class);

    private final SecureRandom random = new SecureRandom();
    private final Path dataDirectory;
    private final KeyFile file;
    private volatile KeyRing keys;
    private volatile String problem;

    @Activate
    public KeyVault(SecurityConfig config) {
        this(DataDirectory.of(config));
    }

    KeyVault(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
        this.file = new KeyFile(dataDirectory);
        load();
    }

    /** Other settings of the PID must not take the vault away from its users. */
    @Modified
    void modified(SecurityConfig config) {
        if (!dataDirectory.equals(DataDirectory.of(config))) {
            LOG.warn("The vault stays with the key in {} until the next start", dataDirectory);
        }
    }

    private synchronized KeyRing load() {
        if (keys == null) {
            try {
                keys = file.load(random);
                if (problem != null) {
                    LOG.info("The vault's key file can be used again");
                }
                problem = null;
            } catch (UnusableKeyException e) {
                if (!e.getMessage().equals(problem)) {
                    LOG.error("The vault is closed. {}", e.getMessage());
                }
                problem = e.getMessage();
            }
        }
        return keys;
    }

    private KeyRing keys() {
        KeyRing ring = keys;
        if (ring == null) {
            ring = load();
        }
        if (ring == null) {
            throw new VmsException(
                    ErrorCode.INTERNAL,
                    Objects.requireNonNullElse(problem, "The vault was closed a moment ago; try again"));
        }
        return ring;
    }

    @Override
    public byte[] seal(byte[] secret, String context) {
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(context, "context");
        return Seal.seal(keys(), random, secret, context);
    }

    @Override
    public byte[] open(byte[] sealed, String context) {
        Objects.requireNonNull(sealed, "sealed");
        Objects.requireNonNull(context, "context");
        return Seal.open(keys(), sealed, context);
    }

    @Override
    public String name() {
        return "vault";
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
