package com.technosupport.vms.security.internal.account;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.security.internal.AuditTrail;
import java.util.regex.Pattern;

/**
 * What an account may be called: 1 to 64 letters and digits of ASCII, and {@code . _ - @}. Of ASCII alone, so that database and
 * program agree about upper and lower case, and no name looks like another.
 */
public final class Usernames {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

    private Usernames() {}

    public static boolean isValid(String name) {
        return name != null && FORM.matcher(name).matches() && !name.equalsIgnoreCase(AuditTrail.SYSTEM);
    }

    /** @throws VmsException {@link ErrorCode#INVALID_REQUEST} */
    static String checked(String name) {
        if (!isValid(name)) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    "A user name has 1 to 64 letters, digits, dots, underscores, hyphens or @, and is not \""
                            + AuditTrail.SYSTEM + "\"");
        }
        return name;
    }
}
