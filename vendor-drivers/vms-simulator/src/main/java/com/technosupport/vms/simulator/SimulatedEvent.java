package com.technosupport.vms.simulator;

/**
 * What a simulated device can report. Each protocol has its own words for it; the constants name ONVIF's topics, which is what an ONVIF
 * device sends. A state that goes on (a property) is reported when it changes; the others are reported once when raised as active.
 */
public enum SimulatedEvent {
    /** Motion in the picture, {@code tns1:RuleEngine/CellMotionDetector/Motion}. */
    MOTION,
    /** Motion, as older devices say it, {@code tns1:VideoSource/MotionAlarm}. */
    MOTION_ALARM,
    /** A contact, {@code tns1:Device/Trigger/DigitalInput}; the channel is then the number of the input. */
    DIGITAL_INPUT,
    /** A switch, {@code tns1:Device/Trigger/Relay}; the channel is then the number of the output. */
    RELAY,
    /** No picture comes in, {@code tns1:VideoSource/SignalLoss}. */
    VIDEO_LOSS,
    /** The camera has been turned away, {@code tns1:VideoSource/GlobalSceneChange/ImagingService}. */
    SCENE_CHANGE,
    /** The camera has been covered or sprayed, {@code tns1:RuleEngine/TamperDetector/Tamper}. */
    TAMPER,
    /** Something went over a line, {@code tns1:RuleEngine/LineDetector/Crossed}: no state. */
    LINE_CROSSED,
    /** Something is in an area, {@code tns1:RuleEngine/FieldDetector/ObjectsInside}, one state for each object. */
    FIELD,
    /** Something was recognised, {@code tns1:RuleEngine/ObjectDetection/Object} with its classes (Profile M); the classes are empty at its end. */
    OBJECT,
    /** A person, as several vendors say it, {@code tns1:RuleEngine/MyRuleDetector/PeopleDetect}. */
    PERSON,
    /** A ring at the door, in a topic and a namespace of the vendor's own: no state. */
    VENDOR
}
