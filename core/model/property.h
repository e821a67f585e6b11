// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/value_type.h"

#include <QMetaObject>
#include <QString>
#include <QVariant>

#include <memory>
#include <optional>
#include <span>
#include <vector>

// How a configuration class is declared: once, here, and everything else (JSON, schema, paths, diff,
// merge, forms, search, command line, manual) reads the declaration.
//
//     struct AddressBook {
//         TURNPIKE_CLASS(AddressBook)
//         TURNPIKE_PROPERTY(int, daysToKeep, 30,
//                           help("How many days of files stay available.").range(1, 90).unit(Unit::Days)
//                               .wmi("MSFT_SIPAddressBookSetting.DaysToKeep"))
//     };
//
// moc expands both macros: each property is also a Q_PROPERTY of Qt's own reflection, and its row is a static
// function that only moc's file calls, so that the declarations are compiled once and not wherever the class
// is used.

namespace turnpike::model {

/// When a pushed change of a property takes effect: declared here and nowhere else. The relay obeys, and a
/// test changes each property on a running relay.
enum class Effect {
    Live,      ///< at once, also for running calls
    NewCalls,  ///< for allocations and connections made from then on
    Rebind,    ///< listeners are opened and closed; calls on a closed one go on
    Restart,   ///< when the process starts next
    Consumers, ///< no relay setting: kept for the servers that use it
    NotServed  ///< kept, but nothing in this version acts on it; every place that shows it says so
};

enum class Unit { None, Seconds, Minutes, Days, Percent, KilobitsPerSecond };

class ClassInfo;

/// Typed access to a list property without knowing the element's type.
struct ListAccess {
    int (*size)(const void *list);
    const void *(*at)(const void *list, int index);
    void *(*mutableAt)(void *list, int index);
    void (*insertDefault)(void *list, int index);
    void (*removeAt)(void *list, int index);
    void (*move)(void *list, int from, int to);
};

/// The one row about a property: its name and type from Qt's reflection, and what Qt cannot say.
class PropertyInfo {
public:
    // --- declaration, in the order that reads well ---
    PropertyInfo &help(const char *text);
    PropertyInfo &label(const char *text);
    PropertyInfo &range(double minimum, double maximum);
    PropertyInfo &unit(Unit unit);
    PropertyInfo &wmi(const char *classAndProperty);
    PropertyInfo &effect(Effect effect);
    /// With Effect::NotServed: even the default promises something, so that its absence is said without a
    /// change.
    PropertyInfo &promised();
    /// The value names an entry of the list at this path pattern: "forest.avAuthenticationServices".
    PropertyInfo &refersTo(const char *listPath);
    /// The value is shown as dots and never logged, printed or exported without being asked for.
    PropertyInfo &secret();
    /// Folded away until "advanced settings" is opened.
    PropertyInfo &advanced();
    PropertyInfo &required();
    PropertyInfo &placeholder(const char *text);
    /// Strings with a syntax of their own: host name, URL, CIDR …; parsed by `ValueType`.
    PropertyInfo &format(TextFormat format);

    // --- reading ---
    [[nodiscard]] QString name() const { return m_name; }
    /// Human name: the declared one, or "Days to keep" made from daysToKeep. Translated.
    [[nodiscard]] QString label() const;
    [[nodiscard]] QString helpText() const; ///< one line, translated; says when the property is not served
    [[nodiscard]] const ValueType &type() const { return m_type; }
    [[nodiscard]] QVariant defaultValue() const { return m_default; }
    [[nodiscard]] std::optional<double> minimum() const { return m_minimum; }
    [[nodiscard]] std::optional<double> maximum() const { return m_maximum; }
    [[nodiscard]] Unit unit() const { return m_unit; }
    [[nodiscard]] QString wmiName() const { return m_wmi; }
    [[nodiscard]] Effect effect() const { return m_effect; }
    [[nodiscard]] bool isServed() const { return m_effect != Effect::NotServed; }
    [[nodiscard]] bool isPromised() const { return m_isPromised; }
    [[nodiscard]] QString reference() const { return m_reference; }
    [[nodiscard]] QString placeholder() const { return m_placeholder; }
    [[nodiscard]] bool isSecret() const { return m_isSecret; }
    [[nodiscard]] bool isAdvanced() const { return m_isAdvanced; }
    [[nodiscard]] bool isRequired() const { return m_isRequired; }

    /// A nested object (one value of `elementClass()`), or a list of them keyed by `name`.
    [[nodiscard]] bool isObject() const { return m_elementClass != nullptr && m_list == nullptr; }
    [[nodiscard]] bool isObjectList() const { return m_list != nullptr; }
    [[nodiscard]] bool isValue() const { return m_elementClass == nullptr; }
    [[nodiscard]] const ClassInfo *elementClass() const;
    [[nodiscard]] const ListAccess *list() const { return m_list; }

    /// Value properties only. `object` points to an instance of the declaring class.
    [[nodiscard]] QVariant read(const void *object) const;
    void write(void *object, const QVariant &value) const;
    /// Objects and lists: where the member lives inside `object`.
    [[nodiscard]] const void *member(const void *object) const { return m_member(object); }
    [[nodiscard]] void *member(void *object) const { return const_cast<void *>(m_member(object)); }

    /// Checks range, syntax and length of a value of the right type; the error names what is allowed.
    [[nodiscard]] Result<void> check(const QVariant &value) const;
    /// "1 to 90 days", "block, allow-as-text or warn": what an error or a tooltip says is allowed.
    [[nodiscard]] QString allowedText() const;

private:
    template <auto Member>
    friend void bindMember(PropertyInfo &, const char *);

    QString m_name;
    ValueType m_type;
    QVariant m_default;
    const char *m_help = "";
    const char *m_label = nullptr;
    std::optional<double> m_minimum;
    std::optional<double> m_maximum;
    Unit m_unit = Unit::None;
    QString m_wmi;
    Effect m_effect = Effect::Consumers;
    QString m_reference;
    QString m_placeholder;
    bool m_isSecret = false;
    bool m_isAdvanced = false;
    bool m_isRequired = false;
    bool m_isPromised = false;
    const QMetaObject *m_elementClass = nullptr;
    const ListAccess *m_list = nullptr;
    const void *(*m_member)(const void *) = nullptr;
    QVariant (*m_read)(const void *) = nullptr;
    void (*m_write)(void *, const QVariant &) = nullptr;
};

/// All properties of a configuration class, in the order of declaration.
class ClassInfo {
public:
    /// Any thread; lives as long as the program.
    [[nodiscard]] static const ClassInfo &of(const QMetaObject &metaObject);
    template <class Class>
    [[nodiscard]] static const ClassInfo &of()
    {
        return of(Class::staticMetaObject);
    }

    [[nodiscard]] QString name() const; ///< "AddressBook"
    [[nodiscard]] std::span<const PropertyInfo> properties() const { return m_properties; }
    [[nodiscard]] const PropertyInfo *find(QStringView name) const;
    /// Elements of object lists have it: the key.
    [[nodiscard]] bool isNamed() const { return find(u"name") != nullptr; }

private:
    explicit ClassInfo(const QMetaObject &metaObject);

    const QMetaObject *m_metaObject;
    std::vector<PropertyInfo> m_properties;
};

} // namespace turnpike::model

#include "core/model/property_declaration.h"

#define TURNPIKE_CLASS(Class)                                                                                \
    Q_GADGET                                                                                                 \
public:                                                                                                      \
    using Self = Class;                                                                                      \
    bool operator==(const Class &) const = default;

// An initial value that holds commas belongs into a function.
#define TURNPIKE_PROPERTY(Type, Name, Initial, ...)                                                          \
    Q_PROPERTY(Type Name MEMBER Name)                                                                        \
public:                                                                                                      \
    Type Name = Initial;                                                                                     \
                                                                                                             \
private:                                                                                                     \
    Q_INVOKABLE static void Name##Declaration(::turnpike::model::PropertyInfo &info)                         \
    {                                                                                                        \
        ::turnpike::model::bindMember<&Self::Name>(info, #Name);                                             \
        info.__VA_ARGS__;                                                                                    \
    }                                                                                                        \
                                                                                                             \
public:
