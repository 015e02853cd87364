package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.security.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Who may call a method. A method without it, or without {@link Anyone}, can be called by nobody. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Allow {

    /** The least role that may. */
    Role value();

    /** Whether it may be called before a password given by another was changed. */
    boolean beforePasswordChange() default false;

    /** A call that needs no login. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Anyone {}
}
