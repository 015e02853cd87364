package com.technosupport.vms.api.driver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Puts a driver's id into its service properties as {@code vms.driver}, by which cameras name it. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DriverName {

    /** Prefix of the property's name. */
    String PREFIX_ = "vms.";

    /** The id: lower-case letters, digits and hyphens, such as {@code onvif}. */
    String driver();
}
